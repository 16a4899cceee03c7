import { describe, expect, it } from 'vitest'
import { dialogueOf, turnOf } from '../testing/dialogue.ts'
import { flawsOf } from './checks.ts'

const SOUND = [
  '早上起来发现下雪了',
  '真的假的，我这边还是大太阳',
  '拍给你看，路都白了',
  '羡慕，我也想踩雪',
  '那你周末过来呗',
  '行，我看看票',
]

/** The reasons of what is wrong when these words stand in a sound dialogue. */
const reasonsOf = (...texts: string[]) => {
  const all = [...SOUND.slice(0, 6 - texts.length), ...texts]
  const turns = all.map((text, index) => turnOf(index % 2 === 0 ? 'A' : 'B', text))
  return flawsOf(dialogueOf(turns), 6).map(({ reason }) => reason)
}

describe('the quality checks', () => {
  it('find nothing wrong with a sound dialogue, with memes and short answers in it', () => {
    expect(reasonsOf()).toEqual([])
    expect(reasonsOf('嗯', '嗯')).toEqual([])
    const turns = [
      ...SOUND.slice(0, 5).map((text, index) => turnOf(index % 2 === 0 ? 'A' : 'B', text)),
      turnOf('B', '', 'm1'),
    ]
    expect(flawsOf(dialogueOf(turns), 6)).toEqual([])
  })

  it.each([
    ['assistant-voice', '作为一个AI语言模型，我觉得不错'],
    ['assistant-voice', '我只是一款人工智能助手呀'],
    ['assistant-voice', 'As an AI, I think so'],
    ['refusal', '抱歉，我无法继续这个话题'],
    ['refusal', "I'm sorry, but I can't help with that"],
    ['leaked-prompt', '{"text": "好的", "scenario": "下雪"}'],
    ['leaked-prompt', '按照人物设定，我应该生气'],
    ['leaked-prompt', '好的<|im_end|>'],
    ['leaked-prompt', '我就是想约对方周末一起去看一场新电影啊'],
    ['role-confusion', 'B：那你周末过来呗'],
    ['role-confusion', '林晓雨: 那你周末过来呗'],
    ['role-confusion', '助手：好的'],
    ['unsafe', '你个傻逼'],
    ['unsafe', '加我，13812345678'],
    ['unsafe', '给我看裸照'],
    ['unsafe', '支那人都该死光'],
    ['repetition-within', '拍给你看，路都白了呀'],
    ['length', '长'.repeat(201)],
  ])('set aside for %s: %s', (reason, text) => {
    expect(reasonsOf(text)).toContain(reason)
  })

  it('know a side that takes the other’s name, or talks to itself', () => {
    // The fifth line is A's, who is 林晓雨; B is 周阿哲.
    expect(reasonsOf('我是周阿哲，你忘了', '行')).toContain('role-confusion')
    expect(reasonsOf('林晓雨，你过来', '行')).toContain('role-confusion')
    expect(reasonsOf('周阿哲，你过来', '行')).toEqual([])
  })

  it('set aside what is not in Chinese', () => {
    expect(
      reasonsOf(
        'Hello there my friend',
        'How are you doing today',
        'I am fine thank you',
        'What about dinner tonight',
        'Sounds good',
      ),
    ).toContain('language')
    expect(reasonsOf('ddl 又来了', 'OK')).toEqual([])
  })

  it('set aside what is too short or too long in turns, or one person’s alone', () => {
    const turns = SOUND.map(text => turnOf('A', text))
    expect(flawsOf(dialogueOf(turns), 6).map(({ reason }) => reason)).toEqual(['length'])
    expect(flawsOf(dialogueOf(turns.slice(1)), 6)[0]).toMatchObject({
      reason: 'length',
      detail: 'It has 5 turns; 6 were asked for.',
    })
  })

  it('leave harmless lines alone that look like harm', () => {
    for (const text of [
      '爸刚把你妈的鞋按颜色排好了',
      '笑死我了',
      '我原地去世',
      '作为一个北方人我不服',
      '对不起我迟到了',
      '下辈子一定',
      '说明书：先插电',
    ])
      expect(reasonsOf(text), text).toEqual([])
  })

  it('never quote more of a dialogue in their sentences than they must', () => {
    const turns = SOUND.map((text, index) => turnOf(index % 2 === 0 ? 'A' : 'B', `${text}秘密词`))
    for (const { detail } of flawsOf(dialogueOf(turns), 5)) expect(detail).not.toContain('秘密词')
  })
})
