export const PROMPT_VERSION = '1'
