import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { DoutuError } from '../../src/errors.ts'

/** Listens, or says in one sentence why it can't. */
export function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  hostname: string,
  port: number,
): Promise<{ server: ReturnType<typeof serve>; address: string }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, (info: AddressInfo) => {
      const name = info.family === 'IPv6' ? `[${info.address}]` : info.address
      resolve({ server, address: `http://${name}:${info.port}` })
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new DoutuError(
            'port-busy',
            `Port ${port} is taken by another program.`,
            `Stop that program, or choose another port: PORT=${port + 1} npm start.`,
            error,
          ),
        )
      else if (error.code === 'EACCES')
        reject(
          new DoutuError(
            'port-busy',
            `Port ${port} may not be used by this user.`,
            'Choose a port above 1023: PORT=3000 npm start.',
            error,
          ),
        )
      else
        reject(
          new DoutuError(
            'bad-setting',
            `The page cannot listen on ${hostname}:${port} (${error.message}).`,
            'Set HOST to an address of this machine, such as 127.0.0.1.',
            error,
          ),
        )
    })
  })
}
