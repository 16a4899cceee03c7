/** Lines that most memes fit, for chats that are to get some. */
export const LINES = [
  '又要加班了',
  '考试考砸了',
  '饿死了什么时候吃饭',
  '哈哈哈哈笑死我了',
  '早上好呀',
  '我太难了',
  '下班啦',
  '恭喜恭喜',
  '太强了吧',
  '吃瓜看戏',
]
