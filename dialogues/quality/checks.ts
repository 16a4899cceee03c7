import { findQuarrel } from '../../src/pipeline/gate/quarrel.ts'
import { normalizeText } from '../../src/text/normalize.ts'
import type { RejectReason } from '../providers/provider.ts'
import type { Dialogue, PersonaRecord, TurnRecord } from '../record.ts'
import { bigrams, jaccard } from '../scenarios/likeness.ts'

/** Why a dialogue must not be in the data set. */
export interface Flaw {
  readonly reason: RejectReason
  /** One sentence; never more of the text than a word of it. */
  readonly detail: string
}

const LONGEST_TEXT = 200
const LEAST_HAN = 0.6
const TOO_ALIKE = 0.8
/** Shorter than this many pieces, two utterances may well be the same. */
const TELLING_PIECES = 5
const GOAL_PIECE = 10

const ASSISTANT =
  /作为(?:一个|一名|一款|你的)?(?:AI|人工智能|语言模型|大模型|智能助手|虚拟助手)|我(?:只)?是(?:一个|一名|一款)?(?:AI|人工智能|语言模型|大模型|智能助手)|as an ai\b|(?:large )?language model|很高兴为您服务|有什么可以帮(?:到|助)?您/i
const REFUSAL =
  /(?:抱歉|对不起|很遗憾|不好意思)[，,]?\s*我(?:不能|无法|没办法)(?:继续|提供|参与|协助|满足|生成|回答|扮演|完成)|无法(?:扮演|生成|继续)(?:该|这个|此|这段)|违反(?:了)?.{0,8}(?:政策|规定|准则|法律)|i(?:'m| am) sorry,? (?:but )?i (?:can(?:'|no)t|am unable)|i can(?:'|no)t (?:assist|help|comply)/i
const PROMPT_PIECES =
  /"(?:text|scenario|emotion|motivation|meme|facets)"\s*:|```|<\|?(?:im_start|im_end|system|assistant|user|endoftext)\|?>|角色设定|人物设定|系统提示|你的目标(?:是)?[：:]|说话方式[：:]|只输出|JSON|\{(?:title|detail|you|caption|nick)\}/
const UNSAFE =
  /傻逼|煞笔|操你|草你妈|你妈逼|你妈的逼|去死吧|死全家|强奸|轮奸|嫖娼|约炮|裸聊|裸照|做爱|性交|口交|肛交|鸡巴|阴茎|阴道|援交|吸毒|贩毒|冰毒|海洛因|大麻|自杀|自残|割腕|上吊|烧炭自|杀了(?:你|他|她)|砍死|弄死|炸药|枪支|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)/

/** Everything that is wrong with a dialogue taken by itself, worst first; empty for a sound one. @param turns as many as were asked for */
export function flawsOf(dialogue: Dialogue, turns: number): Flaw[] {
  const texts = dialogue.turns.map(turn => turn.text).filter(Boolean)
  return [
    ...lengthFlaws(dialogue.turns, texts, turns),
    ...texts.flatMap(text => voiceFlaws(text)),
    ...languageFlaws(texts),
    ...dialogue.turns.flatMap(turn => roleFlaws(turn, dialogue.personas)),
    ...repetitionFlaws(texts),
  ]
}

function lengthFlaws(turns: readonly TurnRecord[], texts: readonly string[], wanted: number): Flaw[] {
  const flaw = (detail: string): Flaw => ({ reason: 'length', detail })
  if (turns.length !== wanted) return [flaw(`It has ${turns.length} turns; ${wanted} were asked for.`)]
  if (texts.some(text => text.length > LONGEST_TEXT))
    return [flaw(`An utterance is longer than ${LONGEST_TEXT} characters.`)]
  if (new Set(turns.map(turn => turn.speaker)).size < 2 && turns.length > 3) return [flaw('Only one side speaks.')]
  return []
}

function voiceFlaws(text: string): Flaw[] {
  const plain = text.normalize('NFKC')
  if (ASSISTANT.test(plain)) return [{ reason: 'assistant-voice', detail: 'An utterance speaks as an assistant.' }]
  if (REFUSAL.test(plain)) return [{ reason: 'refusal', detail: 'An utterance refuses.' }]
  if (PROMPT_PIECES.test(plain))
    return [{ reason: 'leaked-prompt', detail: 'An utterance holds a piece of the prompt or of its format.' }]
  const bad = UNSAFE.test(plain) || ['slur', 'politics'].includes(findQuarrel(withoutMothers(text))?.category ?? '')
  return bad ? [{ reason: 'unsafe', detail: 'An utterance is unsafe, a slur, politics, or has personal data.' }] : []
}

// 你妈的鞋 is a mother's shoes; what is none is in the list above.
const withoutMothers = (text: string) => normalizeText(text).replaceAll('你妈的', '妈妈的')

function languageFlaws(texts: readonly string[]): Flaw[] {
  const letters = texts.join('').match(/\p{L}/gu) ?? []
  const han = letters.filter(letter => /\p{Script=Han}/u.test(letter)).length
  if (letters.length > 0 && han / letters.length >= LEAST_HAN) return []
  return [
    {
      reason: 'language',
      detail: `Only ${Math.round((100 * han) / Math.max(1, letters.length))} % of its letters are Chinese.`,
    },
  ]
}

/** Signs that a side forgot who it is: it labels its lines, speaks to itself, takes the other's name, or says its goal aloud. */
function roleFlaws(turn: TurnRecord, personas: Dialogue['personas']): Flaw[] {
  const [self, other] = turn.speaker === 'A' ? personas : [personas[1], personas[0]]
  const flaw = (detail: string): Flaw[] => [{ reason: 'role-confusion', detail }]
  if (labelled(turn.text, self, other)) return flaw('An utterance begins with a speaker’s label.')
  if (new RegExp(`我(?:就是|叫|是)${other.name}`, 'u').test(turn.text)) return flaw('A side takes the other’s name.')
  if (self.nickname !== other.nickname && new RegExp(`^${quoted(self.name)}[，,！!]`, 'u').test(turn.text))
    return flaw('A side speaks to itself.')
  if (self.goal.length >= GOAL_PIECE && turn.text.includes(self.goal.slice(0, GOAL_PIECE)))
    return [{ reason: 'leaked-prompt', detail: 'A side says its goal aloud.' }]
  return []
}

function labelled(text: string, self: PersonaRecord, other: PersonaRecord): boolean {
  const names = [self.name, self.nickname, other.name, other.nickname].map(quoted).join('|')
  return new RegExp(
    `^\\s*(?:\\[|【|\\()?(?:[AB]|user|assistant|system|用户|助手|我方|对方|${names})(?:\\]|】|\\))?\\s*[:：]`,
    'iu',
  ).test(text)
}

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function repetitionFlaws(texts: readonly string[]): Flaw[] {
  const pieces = texts.map(text => bigrams(text)).filter(found => found.size >= TELLING_PIECES)
  for (const [position, piece] of pieces.entries())
    if (pieces.slice(position + 1).some(other => jaccard(piece, other) >= TOO_ALIKE))
      return [{ reason: 'repetition-within', detail: 'Two of its utterances are nearly the same.' }]
  return []
}

/** What a dialogue's likeness to others is measured on: all its words. */
export function wordsOf(dialogue: Pick<Dialogue, 'turns'>): string {
  return dialogue.turns.map(turn => turn.text).join('\n')
}
