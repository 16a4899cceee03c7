/** Exit codes of what a signal ended, as shells count them. */
const CODES = { SIGINT: 130, SIGTERM: 143 }
const SHOW_CURSOR = '\u001b[?25h'

/**
 * Ctrl-C while a command loads, or where it has nothing of its own to finish: a sentence, and the exit code that shells expect. A
 * command that listens itself is left to it.
 */
export function endOnInterrupt() {
  for (const [signal, code] of Object.entries(CODES))
    process.on(signal, () => {
      if (process.listenerCount(signal) > 1) return
      process.stderr.write(
        `${process.stderr.isTTY ? SHOW_CURSOR : ''}已停止。做完的都已保存，再运行一次即可继续。 | Stopped. What was done is kept; run it again to go on.\n`,
      )
      process.exit(code)
    })
}
