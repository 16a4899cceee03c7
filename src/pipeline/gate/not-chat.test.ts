import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText } from '../../text/normalize.ts'
import { findNotChat } from './not-chat.ts'

const of = (text: string) => findNotChat(cleanText(text))

describe('findNotChat', () => {
  it.each([
    ['command', ['/help', '!play 晴天', 'git push origin main', 'npm install --save-dev x', 'sudo rm -rf /tmp/x']],
    [
      'link',
      ['https://example.com/a?b=c', 'www.baidu.com', 'example.cn/path', 'a.b@example.com', 'magnet:?xt=urn:btih:abc'],
    ],
    [
      'code',
      ['const a = 1;', 'if (x) { return y; }', '```js', 'SELECT * FROM memes WHERE id=1;', '{"a": 1}', 'x => x + 1'],
    ],
    [
      'log',
      [
        'TypeError: x is not a function',
        '2024-01-01 12:00:00 服务启动',
        'Traceback (most recent call last): x',
        'commit 0123abcd',
      ],
    ],
    ['figures', ['12.5 13.6 14.8 15.9', '￥199.00', '128', '3/4', '1,024', '10-20%']],
    [
      'notice',
      [
        '【通知】明天停电',
        '@全体成员 明天九点开会',
        '请大家于周五前提交报名表',
        '腾讯会议号 123 456 789',
        '您的验证码 1234',
        '温馨提示：今晚检修',
      ],
    ],
    [
      'acknowledgement',
      ['嗯', '嗯嗯', '好', '好的', '好的呢。', '收到', '收到，谢谢', 'OK', 'okk', '1', '+1', '👌', '行'],
    ],
    ['table', ['| 姓名 | 分数 |']],
    ['identifier', ['SF1234567890123', 'v1.2.3']],
  ])('finds the kind %s', (kind, lines) => {
    for (const line of lines) expect(of(line), line).toBe(kind)
  })

  it('lets slang pass that looks like a figure or an acknowledgement', () => {
    const slang = [
      '666',
      '6',
      '66666',
      '233',
      '2333333',
      '草',
      '草草草',
      '寄',
      '典',
      '绷',
      '哈哈哈',
      'hhhh',
      'yyds',
      '88',
    ]
    for (const line of [
      ...slang,
      'xswl',
      '555',
      '？？？',
      '。。。',
      '……',
      '6 6 6',
      '绝绝子',
      'awsl',
      '牛',
      'wow',
      '呜呜呜',
    ])
      expect(of(line), line).toBeUndefined()
  })

  it('lets plain talk pass', () => {
    const talk = ['又要加班', '我真的会谢', '今天吃什么', '好的那我们走吧', '收到一只猫', '周五的电影好看吗', '3点见呀']
    for (const line of [
      ...talk,
      'why are you like this',
      '他居然说 ok 了',
      '我收到 https 的坑了',
      '这价格绝了 199 你敢信',
      '😂',
    ])
      expect(of(line), line).toBeUndefined()
  })

  it('names a kind or nothing for any text, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), text => {
        expect(of(text) ?? '').toMatch(/^[a-z]*$/)
      }),
      { numRuns: 1000 },
    )
  })
})
