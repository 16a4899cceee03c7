import type { Evidence, ReadImage } from '../fingerprint/compare.ts'
import type { Fingerprint } from '../fingerprint/fingerprint.ts'
import { type Judgement, judge } from '../fingerprint/judge.ts'
import type { Neighbour } from '../fingerprint/near.ts'
import { BLOCKED_PREFIX, type Known } from './known.ts'

/** A meme that a new image looks like. */
export interface Likeness {
  readonly id: string
  readonly distance: number
  readonly verdict: 'same' | 'unsure'
  readonly why: Judgement['why']
}

/** An image that comes in. */
export interface Newcomer extends ReadImage {
  readonly id: string
  readonly fingerprint: Fingerprint
}

export interface CompareTools {
  readonly known: Pick<Known, 'near' | 'leaders' | 'memes'>
  compare(first: ReadImage, second: ReadImage): Promise<Evidence>
  /** Judgements of this newcomer by meme id, which are kept for the next time that it is asked about. */
  readonly judged?: Map<string, Judgement>
  /** A meme's bytes and words; undefined where its file is gone. */
  load(id: string): Promise<ReadImage | undefined>
}

/** Groups of like memes that a new image is compared with, at most. */
const MOST_GROUPS = 6
/** An image that was blocked without ever being a meme is known by its fingerprint only. */
const BLOCKED_BOUND = 0.1

/**
 * The memes that an image is a duplicate of, or may be. Of a group of duplicates only the leader, its first member, is named; once
 * the image belongs to a group, no other is looked at.
 */
export async function findLike(newcomer: Newcomer, tools: CompareTools): Promise<Likeness[]> {
  const unsure: Likeness[] = []
  const groups = groupByLeader(tools.known.near.find(newcomer.fingerprint), tools.known.leaders)
  for (const [leader, members] of [...groups].slice(0, MOST_GROUPS)) {
    const [member] = members
    const judgement = tools.judged?.get(member.id) ?? (await judgeMember(newcomer, member, tools))
    tools.judged?.set(member.id, judgement)
    const { verdict, why } = judgement
    if (verdict === 'different') continue
    const likeness = { id: leader, distance: member.distance, verdict, why }
    if (verdict === 'same') return [likeness]
    unsure.push(likeness)
  }
  return unsure
}

async function judgeMember(newcomer: Newcomer, { id, distance }: Neighbour, tools: CompareTools): Promise<Judgement> {
  if (id.startsWith(BLOCKED_PREFIX))
    return distance <= BLOCKED_BOUND
      ? { verdict: 'same', why: 'same-picture' }
      : { verdict: 'different', why: 'other-picture' }
  const other = await tools.load(id)
  // That two images cannot be compared says nothing against either.
  const evidence = other && (await tools.compare(other, newcomer).catch(() => undefined))
  if (other && evidence) return judge(evidence, Boolean(other.reading && newcomer.reading))
  return { verdict: 'unsure', why: 'words-unread' }
}

/** Neighbours by the leader of their group, nearest group and nearest member first. */
function groupByLeader(
  near: readonly Neighbour[],
  leaders: ReadonlyMap<string, string>,
): Map<string, [Neighbour, ...Neighbour[]]> {
  const groups = new Map<string, [Neighbour, ...Neighbour[]]>()
  for (const neighbour of near) {
    const leader = leaders.get(neighbour.id) ?? neighbour.id
    const group = groups.get(leader)
    if (group) group.push(neighbour)
    else groups.set(leader, [neighbour])
  }
  return groups
}
