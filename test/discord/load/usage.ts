import { readFileSync } from 'node:fs'

/** What a process has used so far: resident memory in MiB, and milliseconds of processor; NaN where the system does not tell. */
export interface Usage {
  readonly resident: number
  readonly processor: number
}

/** The resources of a process, by what Linux tells in /proc. */
export function usageOf(pid: number): Usage {
  try {
    const resident = Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
    // utime and stime, in hundredths of a second, are the 14th and 15th field; the 2nd, in brackets, may have spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return { resident, processor: 10 * (Number(fields[11]) + Number(fields[12])) }
  } catch {
    return { resident: Number.NaN, processor: Number.NaN }
  }
}
