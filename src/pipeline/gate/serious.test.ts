import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeText } from '../../text/normalize.ts'
import { findQuarrel } from './quarrel.ts'
import { findSerious, reportsCasualties } from './serious.ts'

const serious = (text: string) => findSerious(normalizeText(text))
const quarrel = (text: string) => findQuarrel(normalizeText(text))

describe('findSerious', () => {
  it.each([
    [
      'bereavement',
      ['爷爷走了', '爺爺走了', '奶奶過世了', '外婆昨晚没撑住', '节哀', '明天出殡', '我家猫去了彩虹桥', '🕯️'],
    ],
    ['illness', ['外公确诊肺癌', '媽媽進了ICU', '抑郁症又复发了', '医生说要做好心理准备', '孩子没保住', '爸爸住院了']],
    ['self-harm', ['我不想活了', '我真的撐不下去了', '想从楼上跳下去', '活着好累', '没有我你们会更好', '遗书写好了']],
    ['violence', ['他又喝酒动手打我', '我被人跟踪了', '她被性侵了', '他拿刀威胁我']],
    ['disaster', ['老家發生地震', '路上出了车祸', '房子被淹了', '还有人被埋在废墟下']],
    ['livelihood', ['今天被裁员了', '公司破产了', '房贷断供了', '积蓄全被骗光了', '老闆拖欠工資']],
    ['bullying', ['全班都孤立我', '他们在学校欺负我', '我被网暴了', '有人造我黄谣']],
  ] as const)('finds %s, in both scripts', (category, lines) => {
    for (const line of lines) expect(serious(line), line).toEqual({ category, lightened: false })
  })

  it('a light tone is told apart from earnest', () => {
    expect(serious('哈哈哈剧里爷爷去世了')).toEqual({ category: 'bereavement', lightened: true })
  })

  it.each([
    '又要加班',
    '我先走了',
    '爸爸走了哦',
    '妈妈下班走了',
    '今天好累',
    '奶茶没了',
    '地铁好挤',
    '今天被老师点名',
    '',
  ])('finds nothing serious in %j', text => {
    expect(serious(text)).toBeUndefined()
  })
})

describe('reportsCasualties', () => {
  it.each(['司机当场死亡', '工人不治身亡', '妻子已去世', '我的室友昨晚猝死', '爷爷病危。', '父亲确诊肺癌'])(
    'hears news of the dead: %s',
    text => {
      expect(reportsCasualties(normalizeText(text))).toBe(true)
    },
  )

  it.each(['室友已去世，勿念', '我已去世', '钱包已去世', '同事已阵亡', '老师走了', ''])(
    'is not taken in by %j',
    text => {
      expect(reportsCasualties(normalizeText(text))).toBe(false)
    },
  )

  it('takes its time with no text', () => {
    const started = performance.now()
    reportsCasualties(`室友${'刚刚已经'.repeat(100)}`)
    reportsCasualties(`${'家'.repeat(400)}刚刚`)
    expect(performance.now() - started).toBeLessThan(200)
  })
})

describe('findQuarrel', () => {
  it.each([
    ['slur', ['你个傻逼', '滚你妈的', '他就是个人渣', '河南人都是骗子']],
    ['politics', ['特朗普又当总统了', '两岸局势', '俄罗斯跟乌克兰打起来了', '台獨']],
    ['breaking-off', ['我们绝交吧', '以后别联系了', '離我遠點']],
    ['accusation', ['你凭什么这么说', '你要不要脸', '你有完没完', '给我闭嘴', '你憑什麼罵我']],
  ] as const)('finds %s, in both scripts', (category, lines) => {
    for (const line of lines) expect(quarrel(line)?.category, line).toBe(category)
  })

  it('laughing makes an accusation playful, but no slur and no politics', () => {
    expect(quarrel('哈哈哈你有病吧')).toEqual({ category: 'accusation', lightened: true })
    expect(quarrel('哈哈哈你个傻逼')).toEqual({ category: 'slur', lightened: false })
    expect(quarrel('哈哈哈特朗普')).toEqual({ category: 'politics', lightened: false })
  })

  it.each(['你今天好美', '脑残粉报到', '智障儿童康复中心', '今天去政府招待所', ''])('finds no quarrel in %j', text => {
    expect(quarrel(text)).toBeUndefined()
  })
})

it('both give the same answer however often they are asked, and never throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), text => {
      expect(findSerious(text)).toEqual(findSerious(text))
      expect(findQuarrel(text)).toEqual(findQuarrel(text))
    }),
    { numRuns: 500 },
  )
})
