/** Settings under which every message gets a meme, at once. */
export const EAGER = {
  DISCORD_AUTO_ENABLE: 'true',
  TARGET_RATE: '1',
  MINIMUM_GAP: '0',
  SCORE_FLOOR: '0',
  GATE: 'false',
  SAMPLER: 'greedy',
  QUIET_MILLISECONDS: '40',
}

/** Settings under which the bot sends no meme by itself. */
export const SHY = { DISCORD_AUTO_ENABLE: 'true', TARGET_RATE: '0', QUIET_MILLISECONDS: '40' }
