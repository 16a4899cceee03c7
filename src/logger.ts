import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

/** Logs to stderr, readable in a terminal and JSON elsewhere. What people wrote is never given to it. */
export function makeLogger(level: string): Logger {
  if (process.stderr.isTTY) return pino({ level, base: null }, pretty({ destination: 2, colorize: true, sync: true }))
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
}
