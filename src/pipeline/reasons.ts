import type { HoldReason } from '../schemas/decision.ts'

/** The two languages of the screen. */
export type Locale = 'zh' | 'en'

/** A sentence for every reason, in both languages. */
export const REASON_SENTENCES: Record<HoldReason | 'fits', Record<Locale, string>> = {
  fits: { zh: '这张表情正好接得上。', en: 'This meme fits what was just said.' },
  'below-threshold': { zh: '没有一张够贴切，宁可不发。', en: 'Nothing fits well enough, so nothing is sent.' },
  refractory: { zh: '刚发过不久，先忍一忍。', en: 'One was sent a short while ago; waiting a little.' },
  'minimum-gap': {
    zh: '离上一张太近了，还没到最小间隔。',
    en: 'Too close to the last meme: the minimum gap is not over.',
  },
  'budget-spent': { zh: '这个频道的发图额度暂时用完了。', en: "This channel's rate is used up for the moment." },
  'serious-topic': { zh: '话题很沉重，这时候不该发表情包。', en: 'This is a serious topic; a meme has no place here.' },
  quarrel: { zh: '气氛在争吵或敏感话题上，不添乱。', en: 'There is a quarrel or a heated topic; keeping out of it.' },
  'not-chat': {
    zh: '这不是闲聊（指令、链接、代码、通知或简单应答）。',
    en: 'This is not chat (a command, link, code, notice or plain acknowledgement).',
  },
  'empty-message': { zh: '这条消息里没有可以理解的文字。', en: 'There are no words in this message.' },
  'opted-out': { zh: '对方选择了不接收表情包。', en: 'This person has opted out.' },
  muted: { zh: '这里已经被静音。', en: 'The bot is muted here.' },
  'quiet-hours': { zh: '现在是安静时段。', en: 'These are quiet hours.' },
  'no-permission': { zh: '在这里没有发图的权限。', en: 'The bot lacks the permission to post here.' },
  'rate-zero': { zh: '目标频率是 0：永远不发。', en: 'The target rate is 0: never.' },
  'empty-library': { zh: '表情库是空的，没有可发的。', en: 'The library is empty.' },
  'nothing-allowed': { zh: '按当前的过滤条件，没有一张可以发。', en: 'The filters leave no meme that may be sent.' },
  'nothing-fresh': { zh: '合适的刚刚都发过了。', en: 'Those that fit were all sent just now.' },
}

/** Names of the score's parts, for people. */
export const PART_NAMES: Record<string, Record<Locale, string>> = {
  scenario: { zh: '适用场景', en: 'scenario' },
  emotion: { zh: '隐含情绪', en: 'emotion' },
  motivation: { zh: '心理动机', en: 'motivation' },
  examples: { zh: '例句平均', en: 'mean of examples' },
  bestExample: { zh: '最像的例句', en: 'best example' },
  unsuitable: { zh: '不适用场景（扣分）', en: 'unsuitable (subtracted)' },
  lexical: { zh: '词语重合', en: 'shared words' },
  raw: { zh: '加权总分', en: 'weighted sum' },
  welcome: { zh: '适合发图的概率', en: 'meme welcome' },
  grave: { zh: '话题沉重的概率（扣分）', en: 'grave talk (taken off)' },
  fatigue: { zh: '近期重复（扣分）', en: 'fatigue (subtracted)' },
  feedback: { zh: '大家的反馈', en: 'feedback' },
}
