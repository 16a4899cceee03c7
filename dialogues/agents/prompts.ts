import type { ModelMessage } from '../../src/models/language-model.ts'
import type { Remembered, View } from '../providers/provider.ts'

/** Changes with any change of the prompts: data sets of one version are comparable. */
export const PROMPT_VERSION = '1'

/** The messages that ask one side for its next words: its own persona, scene, goal and memory, and nothing of the other's. */
export function promptOf(view: View): ModelMessage[] {
  return merged([
    { role: 'system', content: systemPrompt(view) },
    ...view.memory.map((event): ModelMessage => remembered(event, view)),
    { role: 'user', content: nextPrompt(view) },
  ])
}

function systemPrompt({ persona, otherName, setting, news, total }: View): string {
  const about = news ? `你们要聊的新闻：《${news.title}》\n${news.summary}` : `场景：${setting}`
  return [
    `你在手机上和「${otherName}」聊天。你不是助手，你就是${persona.name}本人。`,
    `【你】${persona.name}，小名${persona.nickname}，${persona.gender}，${persona.age}岁，${persona.work}。${persona.character}`,
    `【语气】${persona.speech}`,
    `【身份】在这次聊天里你是：${persona.role}。你和对方的关系：${persona.relation}。`,
    `【${news ? '新闻' : '场景'}】${about}`,
    `【心里想要的】${persona.goal}。这件事不要直接说出来。`,
    '【怎么说】',
    '1. 像真人打字：口语，一次一句，5 到 35 个字，不写旁白、动作、引号、名字前缀，不用书面语。',
    '2. 先接住对方刚说的，再往前聊一步；说具体的事，不说空话，不重复说过的话。',
    '3. 对方发来表情图时，看懂图上写了什么，自然地回应它。',
    '4. 不出现真实的人名、公司、政治，不说伤人的话。',
    `5. 这次聊天一共 ${total} 轮。前面展开，中间有一点变化，快结束时自然收尾。`,
    '【输出】只给一个 JSON 对象，六个键：',
    'text：你这一句话；scenario：此刻的情境，一句话；emotion：你的情绪，如“无奈、自嘲”；motivation：你为什么这么说，一句话；',
    'meme：如果此刻有合适的表情图，你想接在这句话后面发（after），还是只发图先不说话（alone）；more：你是否还想马上再补一句（true 或 false）。',
  ].join('\n')
}

function nextPrompt({ left, memory }: View): string {
  const where = left === 1 ? '这是最后一轮，请收尾。' : left <= 3 ? `还剩 ${left} 轮，慢慢收尾。` : `还剩 ${left} 轮。`
  return `（${memory.length === 0 ? '由你先开口。' : ''}${where}轮到你了，只输出 JSON。）`
}

function remembered(event: Remembered, { self }: View): ModelMessage {
  const own = event.speaker === self
  const picture = event.meme
    ? `[${own ? '你发了' : '对方发来'}一张表情图，图上写着「${event.meme.caption}」，情绪是${event.meme.emotion}]`
    : ''
  // What this side said comes back as it said it, in JSON, so that the next answer keeps the form.
  if (own)
    return { role: 'assistant', content: JSON.stringify({ text: [event.text, picture].filter(Boolean).join(' ') }) }
  return { role: 'user', content: [event.text, picture].filter(Boolean).join('\n') }
}

/** Many servers want the roles to alternate: what one role said in a row becomes one message. */
function merged(messages: readonly ModelMessage[]): ModelMessage[] {
  const out: ModelMessage[] = []
  for (const message of messages) {
    const last = out.at(-1)
    if (last && last.role === message.role)
      out[out.length - 1] = { role: last.role, content: `${last.content}\n${message.content}` }
    else out.push(message)
  }
  return out
}

/** Asks once more for an answer that could be read. */
export function repairPrompt(messages: readonly ModelMessage[], answer: string): ModelMessage[] {
  return merged([
    ...messages,
    { role: 'assistant', content: answer.slice(0, 2000) || '（空）' },
    {
      role: 'user',
      content:
        '（上一条不是要求的格式。请只输出一个 JSON 对象：{"text":"…","scenario":"…","emotion":"…","motivation":"…","meme":"after","more":false}，不要别的字。）',
    },
  ])
}

/** About how many tokens a text is: most tokenizers give a Chinese character 0.6 to 1, and four Latin letters 1. */
export function estimateTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return Math.ceil(han * 0.8 + (text.length - han) / 3)
}
