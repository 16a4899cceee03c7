import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalizeText } from '../../text/normalize.ts'
import { blankHyperbole, lightTone } from './hyperbole.ts'
import { findSerious } from './serious.ts'

const grave = (text: string) => findSerious(normalizeText(text))

describe('blankHyperbole', () => {
  it.each([
    '笑死',
    '笑死我了',
    '累死了',
    '我原地去世',
    '尴尬到原地去世',
    '困死我了',
    '热死热死',
    '笑死，笑到去世',
    '想死你了',
    '社死现场',
    '钱包去世了',
    '双休离我而去',
    '被作业折磨死',
    '猝死警告',
    '死循环',
    '杀青了',
    '吐血',
    '笑到断气',
    '笑死誰',
    '累死寶寶',
  ])('takes the death out of %s', text => {
    expect(blankHyperbole(normalizeText(text)).count).toBeGreaterThan(0)
    expect(grave(text)).toBeUndefined()
  })

  it.each([
    '爷爷去世了',
    '父亲已去世',
    '爷爷没了',
    '昨晚外婆人没了',
    '他死了',
    '司机当场死亡',
    '同事猝死在工位上',
    '我想自杀',
    '我朋友自杀了',
    '他被人杀害了',
    '他杀人了',
    '他虐待孩子',
    '楼下有人虐猫',
    '爸爸突发脑出血',
    '爸爸心梗住院了',
    '我被网暴了',
    '网贷还不上了',
    '孩子没了，没保住',
    '医院抢救无效',
    '遇难者的遗体',
  ])('leaves what is meant: %s', text => {
    expect(grave(text)).toBeDefined()
  })

  it('an exaggeration does not hide the death beside it', () => {
    expect(grave('笑死，不，爷爷真的去世了')).toEqual({ category: 'bereavement', lightened: true })
    expect(grave('累死了，我爸确诊癌症')).toEqual({ category: 'illness', lightened: true })
  })

  it('keeps the length, changes nothing but what it blanks, and blanks the same once', () => {
    const piece = fc.constantFrom('笑死', '我', '累', '死', '了', '去世', '原地', '要命', '哈', '，', 'a', '😂', '被他')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('')
        const { text: blanked, count } = blankHyperbole(text)
        expect(blanked).toHaveLength(text.length)
        for (const [at, character] of [...blanked.split('').entries()])
          if (character !== '〇') expect(character).toBe(text[at])
        expect(count > 0).toBe(blanked !== text)
      }),
      { numRuns: 1000 },
    )
  })

  it('remembers nothing from one text to the next', () => {
    const answers = ['笑死', '笑死', '爷爷去世了', '笑死'].map(text => blankHyperbole(text).count)
    expect(answers).toEqual([1, 1, 0, 1])
  })
})

describe('lightTone', () => {
  it('hears laughter and slang, and none in bad news', () => {
    for (const text of ['哈哈哈', '笑死', '😂', 'yyds', '绝绝子', '狗头', '233']) expect(lightTone(text)).toBe(true)
    for (const text of ['爷爷去世了', '我不想活了', '']) expect(lightTone(text)).toBe(false)
  })
})
