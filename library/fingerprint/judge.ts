import type { Evidence } from './compare.ts'

/** Whether two pictures that look alike are the same meme; `unsure` is for a person to say. */
export interface Judgement {
  readonly verdict: 'same' | 'different' | 'unsure'
  /** Code of the reason. */
  readonly why:
    | 'same-picture'
    | 'same-words'
    | 'other-picture'
    | 'other-words'
    | 'words-added'
    | 'words-unclear'
    | 'words-unread'
}

// All bounds were set on generated variants and confusable pairs: docs/library-import.md has the error rates.
/** Correlation of the wholes below which the pictures are different. */
const OTHER_PICTURE = 0.72
/** Side of a square that differs all over, as a share of the picture's: larger than any watermark, it may be another figure; and surely is. */
const PERHAPS_FIGURE = 0.1
const SURELY_FIGURE = 0.22
/** The same in a corner, where a logo may be: from this on it may be something else. */
const LARGE_LOGO = 0.25
/** Windows, of 484, that show something else, from which a figure may have been drawn anew, if only its face; and surely was. */
const PERHAPS_REDRAWN = 2
const SURELY_REDRAWN = 3
/** Pictures without words are the same from this correlation on, with at most this share of fields changed. */
const SAME_PICTURE = 0.88
const FEW_CHANGES = 0.3
/** Where words were not read, nothing at all may have changed. */
const IDENTICAL = 0.995
/** Correlation of the writing from which the words are the same, unless both were surely read otherwise; from which, or where all were read the same, they are unless they were read otherwise; and below which they are others. */
const SURELY_SAME_WRITING = 0.93
const SAME_WRITING = 0.75
const OTHER_WRITING = 0.62
/** Height, as a share of the picture's, up to which a line that only one picture has is a watermark, and from which it is a caption. */
const WATERMARK = 0.09
const CAPTION = 0.11
/** The same for a line that is no mark of where the picture comes from. */
const UNMARKED_CAPTION = 0.09

/** Judges what a closer look found; pure. @param read whether the words of both images were read */
export function judge(
  { whole, changed, block, cornerBlock, redrawn, writing, added, unmarked, words, otherwise }: Evidence,
  read: boolean,
): Judgement {
  if (whole < OTHER_PICTURE || changed > 2 * FEW_CHANGES || block > SURELY_FIGURE || redrawn >= SURELY_REDRAWN)
    return { verdict: 'different', why: 'other-picture' }
  if (!read)
    return whole >= IDENTICAL && changed === 0
      ? { verdict: 'same', why: 'same-picture' }
      : { verdict: 'unsure', why: 'words-unread' }
  if (added > CAPTION || (unmarked > 0 && added > UNMARKED_CAPTION)) return { verdict: 'different', why: 'other-words' }
  if (added > WATERMARK || unmarked > 0) return { verdict: 'unsure', why: 'words-added' }
  const isPerhapsFigure = block > PERHAPS_FIGURE || cornerBlock > LARGE_LOGO || redrawn >= PERHAPS_REDRAWN
  const isSamePicture = whole >= SAME_PICTURE && changed <= FEW_CHANGES && !isPerhapsFigure
  if (writing === null) {
    if (isSamePicture) return { verdict: 'same', why: 'same-picture' }
    return { verdict: isPerhapsFigure ? 'unsure' : 'different', why: 'other-picture' }
  }
  // Letters over a picture that moves correlate with little: that all of them were read the same says more.
  const areSameWords = writing >= SURELY_SAME_WRITING || (otherwise === 0 && (writing >= SAME_WRITING || words === 1))
  if (areSameWords && otherwise > 0) return { verdict: 'unsure', why: 'words-unclear' }
  if (areSameWords)
    return isPerhapsFigure ? { verdict: 'unsure', why: 'other-picture' } : { verdict: 'same', why: 'same-words' }
  if (writing < OTHER_WRITING || otherwise > 0) return { verdict: 'different', why: 'other-words' }
  return { verdict: 'unsure', why: 'words-unclear' }
}
