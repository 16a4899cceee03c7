/** What a picture should feel like; it decides the background and the little things drawn round the art. */
export const MOODS = [
  'party',
  'love',
  'angry',
  'sad',
  'sleepy',
  'cold',
  'hot',
  'wet',
  'shock',
  'haste',
  'question',
  'proud',
  'awkward',
  'hungry',
  'silent',
  'night',
  'laugh',
  'calm',
] as const
export type Mood = (typeof MOODS)[number]
