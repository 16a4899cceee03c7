import { PART_NAMES } from '../../../../src/pipeline/reasons.ts'
import { locale } from '../locale.ts'

/** The name of a part in the page's language. */
export const nameOf = (part: string) => PART_NAMES[part]?.[locale.value] ?? part
