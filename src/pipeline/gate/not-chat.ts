/** Patterns see text after clean-up, before lower-casing matters; each names what it finds. */
const ACKNOWLEDGEMENT =
  /^(?:嗯+|恩+|哦+|噢+|喔+|好+的?[呀呢吧啦嘞哒滴]?|好的好的|嗯嗯好的?|好嘞|好滴|好哒|行+|行吧|可以|可|ok+a?y?|okk*|okay|收到|收到[，, ]?谢谢|已收到|已阅|已读|知道了|知道啦|了解|明白|明白了|懂了|没问题|没事|是的?|对的?|对对对?|不是|没有|有的?|在的?|嗯呢|en+|hm+|roger|yes|no|yep|nope|yeah|thx|thanks?|thank you|ty|谢谢?|谢谢你|谢啦|谢了|多谢|谢谢大家|辛苦了|不客气|客气了|1+|\+1|👌|👍|🙏|🆗|✅|✔️)[\s。.,，!！~～、]*$/iu

/** What a platform writes by itself, and what stands for something that is no text. */
const SYSTEM =
  /^\s*(?:\[(?:图片|语音|视频|文件|动画表情|表情|位置|链接|名片|红包|转账|image|photo|video|voice|file|sticker|gif)\][^\u4e00-\u9fff]{0,12}|.{1,24}(?:撤回了一条消息|加入了?(?:本)?群(?:聊)?|退出了?群(?:聊)?|被移出群聊|修改群名为.*|拍了拍.{1,24}|开启了.{1,12}|通过扫描.{1,30}加入群聊|(?:has )?(?:joined|left) the (?:group|server|channel)\.?|pinned a message.*))\s*$/iu

const RULES: ReadonlyArray<readonly [name: string, pattern: RegExp]> = [
  ['system', SYSTEM],
  ['command', /^\s*[/／][\p{L}\p{N}_-]{1,16}(?:\s|$)/u],
  ['command', /^\s*[/!.$%#>\\-]{1,2}[a-z][\w-]*(?:\s|$)/i],
  [
    'command',
    /^\s*(?:sudo|git|npm|npx|pnpm|yarn|pip3?|python3?|node|docker|kubectl|cd|ls|rm|cp|mv|mkdir|chmod|ssh|scp|curl|wget|apt(?:-get)?|brew|make|cargo|go|java|mvn|gradle|systemctl|grep|cat|echo|export|conda|ffmpeg|adb|ping|tar|unzip|vim)\s+[-\w./~@:"'$*]+/,
  ],
  [
    'link',
    /^\s*(?:(?:https?|ftp|magnet|ed2k|thunder):\S+|www\.\S+|\S+\.(?:com|cn|net|org|io|html?|pdf|zip|apk)(?:\/\S*)?)(?:\s+(?:https?:\S+|www\.\S+))*\s*$/i,
  ],
  [
    'code',
    /```|^\s*(?:import|from|const|let|var|def|class|function|public|private|static|return|if\s*\(|for\s*\(|while\s*\(|#include|package|using|select|insert|update|delete|create|alter|drop|echo|print|console\.|System\.|async|await|try|catch|elif|except|lambda|fn|impl|struct|enum|interface)\b.*[;{}()=:<>*]/im,
  ],
  [
    'code',
    /[{}[\]();=<>]{2,}.*[{}[\]();=<>]|=>|->\s*\w|&&|\|\||\w+\(\w*[^)\u4e00-\u9fff]*\)\s*[;{.]|<\/?[a-z][\w-]*(?:\s[^>]*)?>|^\s*[\w"'.-]+\s*[:=]\s*["'[{\d].*[,;]?\s*$/im,
  ],
  ['code', /^\s*[[{](?:.|\n)*["\d](?:.|\n)*[\]}]\s*$/],
  [
    'log',
    /\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|TRACE|Exception|Traceback|Segmentation fault|panic|stack ?trace|errno|npm ERR!?|exit code|at line|undefined is not|NullPointer|TypeError|SyntaxError|ReferenceError|KeyError|ValueError|ModuleNotFoundError|ECONN\w+|ENOENT|EACCES|404|500|502|503)\b.*[:\s\w]/,
  ],
  [
    'log',
    /^\s*(?:\[?\d{4}[-/]\d{1,2}[-/]\d{1,2}[T\s]\d{1,2}:\d{2}|\d{2}:\d{2}:\d{2}[.,\s]|at\s+\S+\s*\(|File ".*", line \d+|\$ |# |>>> |commit [0-9a-f]{7,}|[0-9a-f]{7,40}\s|diff --git|\+\+\+|---\s)/m,
  ],
  [
    'notice',
    /^\s*(?:@(?:全体成员|所有人|all|everyone|here)|【[^】]{1,24}】|\[[^\]]{2,12}(?:通知|公告|提醒)\]|(?:各位|尊敬的|亲爱的)(?:同事|业主|家长|同学|老师|住户|用户|客户|会员|群友|居民|邻居)|(?:关于|兹).{2,30}(?:通知|公告|事宜|安排))/,
  ],
  [
    'notice',
    /验证码|取件码|提货码|动态码|快递单号|运单号|订单号|退订|回复td|回td|工单|会议(?:号|链接|主题|时间|密码|纪要)|腾讯会议|参会|请(?:大家|各位|务必|于|在|准时|按时|尽快).{2,40}(?:前|参加|出席|提交|填写|上报|接龙|缴纳|查收|配合|完成|携带|打卡)|(?:停水|停电|停气|检修|施工)(?:通知|公告)|温馨提示|特此(?:通知|公告|说明)|谢谢配合|感谢配合|请知悉|请周知|收到请回复|以下是|如下[:：]|详见附件|见附件|截止(?:时间|日期)|报名(?:链接|方式|截止)|接龙|活动时间|活动地点|时间[:：].{1,30}地点[:：]|姓名[:：]|电话[:：]|地址[:：]|金额[:：]|合计[:：]|总计[:：]/,
  ],
  ['figures', /^[\s\d.,:：;；/\\|+*=%¥$￥€()（）\-–—_xX×元块万亿号月日时分秒年k]{3,}$/i],
  ['figures', /(?:\d+(?:\.\d+)?%?[\s,，、|\t;；/]+){4,}/],
  ['table', /^\s*\|.*\|\s*$/m],
  [
    'identifier',
    /^\s*(?:[A-Za-z]{0,4}\d{8,}|[0-9a-f]{8}-[0-9a-f-]{20,}|[\w.+-]+@[\w-]+\.[\w.]+|[A-Z0-9]{10,}|v?\d+\.\d+\.\d+\S*)\s*$/,
  ],
]

// Slang that looks like a figure or an acknowledgement and is plain fun.
// Every run is taken whole (`h{2,}(?!h)`) and no alternative is made of others: there is one way to read a line, so none to backtrack into.
const SLANG =
  /^(?:6|2?3{2,}(?!3)|草|艹|寄|典|绷|蚌|牛|nb+(?!b)|h{2,}(?!h)|哈|嘿|呵呵|呜|啊|唉|哎|绝(?:绝子|了)?|泪目|awsl|xswl|yyds|qaq|orz|lol|lmao|omg|wow|哇|o+(?![or])h*(?!h)|8{2,}(?!8)|5{3,}(?!5)|520|1314|4{2,}(?!4)|9{3,}(?!9)|7{3,}(?!7)|\?|？|!|！|。{2,}(?!。)|…|\.{3,}(?!\.))+$/iu

/** What makes a line no chat (`command`, `link`, `code`, `log`, `notice`, `figures`, `acknowledgement` …), or undefined. */
export function findNotChat(text: string): string | undefined {
  const line = text.trim()
  if (SLANG.test(line.replace(/\s+/gu, ''))) return undefined
  if (ACKNOWLEDGEMENT.test(line)) return 'acknowledgement'
  return RULES.find(([, pattern]) => pattern.test(line))?.[0]
}
