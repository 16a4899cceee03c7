import type { Locale } from '../../../../src/pipeline/reasons.ts'

/** A conversation to start from: thoughts in turn, each of one or more lines that are typed quickly one after another. */
export interface Example {
  readonly id: string
  readonly title: Readonly<Record<Locale, string>>
  readonly thoughts: ReadonlyArray<readonly string[]>
}

/** Varied talk, so that one sees both sends and holds: small complaints, joy, a heavy turn, a quarrel, and lines that are no chat. */
export const EXAMPLES: readonly Example[] = [
  {
    id: 'overtime',
    title: { zh: '周五晚上的加班', en: 'Overtime on a Friday' },
    thoughts: [
      ['在吗'],
      ['刚收到消息', '今晚又要加班', '我真的会谢'],
      ['老板说就改一点点，我打开一看三十多页'],
      ['外卖都凉了还没吃上一口'],
      ['同组的人已经在收拾东西走了，就剩我一个'],
      ['算了，奶茶续命，干完这票就睡到下午'],
      ['改完了！！发出去的那一刻我整个人都轻了'],
    ],
  },
  {
    id: 'exam',
    title: { zh: '考试周', en: 'Exam week' },
    thoughts: [
      ['明天考高数，我书还是新的'],
      ['从第一章开始看，现在还在第一章'],
      ['室友已经睡了', '就我还亮着灯'],
      ['刚做了一套卷子，对了三道，都是选择题蒙的'],
      ['不管了，听天由命吧'],
      ['出来了出来了', '六十一分！！！', '老师我爱你'],
      ['今晚必须吃顿好的庆祝一下'],
    ],
  },
  {
    id: 'cat',
    title: { zh: '猫主子的一天', en: 'A day with the cat' },
    thoughts: [
      ['我家猫又把键盘当床了'],
      ['开会的时候它一脚踩到静音，我对着空气讲了五分钟'],
      ['凌晨四点准时在我脸上蹦迪'],
      ['给它买了两百块的窝', '它睡快递箱'],
      ['但是它刚刚主动蹭我了诶'],
      ['好吧我原谅它了，罐罐安排上'],
    ],
  },
  {
    id: 'grief',
    title: { zh: '突然的坏消息', en: 'Sudden bad news' },
    thoughts: [
      ['今天摸鱼摸得好开心哈哈哈哈'],
      ['等等，我妈打电话来了'],
      ['我爷爷今天早上走了'],
      ['嗯'],
      ['上周他还跟我说让我早点回去吃饭'],
      ['我现在去买票'],
      ['谢谢你，说出来好受一点了'],
    ],
  },
  {
    id: 'love',
    title: { zh: '相亲现场', en: 'A blind date' },
    thoughts: [
      ['我妈给我安排了今天下午的相亲'],
      ['对方迟到了四十分钟，一来就问我年薪多少'],
      ['然后他说他妈妈希望三年抱俩', '我当场裂开'],
      ['我去洗手间躲着给你发消息呢'],
      ['最后他还要跟我 AA，连我喝的白开水都算'],
      ['现在一个人在吃火锅，真香'],
    ],
  },
  {
    id: 'game',
    title: { zh: '五连跪', en: 'Five losses in a row' },
    thoughts: [
      ['今晚上分，冲！'],
      ['第一把打野十分钟零杠六'],
      ['第三把了', '还是输', '我心态崩了'],
      ['队友说我是演员？？他自己零杠十二'],
      ['最后一把，输了我就卸载'],
      ['……我卸载了'],
      ['刚又下回来了'],
    ],
  },
  {
    id: 'work',
    title: { zh: '工作群里的正经话', en: 'Serious talk at work' },
    thoughts: [
      ['收到'],
      ['https://docs.example.com/weekly-report'],
      ['周报请各位今天下班前提交到共享文档，格式见附件'],
      ['npm run build 报错了', 'TypeError: Cannot read properties of undefined'],
      ['终于找到了，少写了一个逗号，我找了两个小时'],
      ['下班下班，谁也别拦我'],
    ],
  },
  {
    id: 'family',
    title: { zh: '相亲相爱一家人', en: 'The family group' },
    thoughts: [
      ['我妈又在家族群里转发养生文章了'],
      ['标题是震惊！早上千万别喝白开水'],
      ['我回了个收到', '她给我发来六十秒语音'],
      ['大姨紧跟着问我什么时候带对象回家'],
      ['我已经默默开了消息免打扰'],
      ['不过我爸刚在群里发了个大红包', '我手气最佳！！'],
    ],
  },
  {
    id: 'weekend',
    title: { zh: '周末去哪儿', en: 'Weekend plans' },
    thoughts: [
      ['周末去吃火锅吗'],
      ['老地方，我请客，刚发工资'],
      ['我已经想好了', '毛肚先来三份', '虾滑两份'],
      ['说好的减肥从下周开始哈'],
      ['天气预报说周末下暴雨'],
      ['那改成在家煮，你带菜我带锅'],
      ['爱你，周六见'],
    ],
  },
]
