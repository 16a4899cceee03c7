import { ApplicationCommandOptionType } from 'discord.js'
import { type Asked, answer, type Slash } from './asked.ts'
import type { Subcommand } from './command.ts'
import { noContent } from './setup.ts'
import { described, named } from './wording.ts'

/** `/meme help`. */
export const help: Subcommand = {
  definition: {
    type: ApplicationCommandOptionType.Subcommand,
    ...named('help', '帮助'),
    ...described('What the bot does, and how to tell it', '我会做什么，怎么指挥我'),
  },
  async run(asked: Asked, interaction: Slash) {
    const lines = [asked.say(CHINESE, ENGLISH), ...(asked.bot.readsContent ? [] : [noContent(asked)])]
    await answer(interaction, lines.join('\n'))
  },
}

const CHINESE = `我会看着聊天，合适的时候接一张表情；沉重的话题、吵架和正经通知，我不插嘴。@我 可以聊天。
- **/meme setup** 管理员用：选频道和频率，我才开始说话
- **/meme find** 自己找一张来发；消息上右键「应用 → 配个表情」让我挑
- **/meme why** 上一次为什么发、为什么没发
- **/meme settings** 频率、间隔、安静时段、人设；频率 0 就是永远不发
- **/meme add**、右键「添加到表情库」 加这个服务器自己的表情；**/meme review** 管理员审核
- **/meme block**、**/meme unblock**、**/meme takedown** 不想再看到的
- **/meme stats** 统计，**/meme privacy** 不让我读、不给你发、导出和删除数据
- **/meme doctor** 哪里缺权限
表情下面的 👍 👎 换一张，会让我更懂这里。`

const ENGLISH = `I follow the talk and now and then answer with a meme that fits; I keep out of grave topics, quarrels and notices. Mention me to chat.
- **/meme setup** (moderators) chooses channels and a rate; I am silent until then
- **/meme find** finds one to post; “Apps → 配个表情” on a message lets me choose
- **/meme why** explains the last decision
- **/meme settings** rate, gap, quiet hours, persona; a rate of 0 means never
- **/meme add**, “Apps → 添加到表情库”: memes of this server; **/meme review** approves them
- **/meme block**, **/meme unblock**, **/meme takedown** for what nobody wants to see again
- **/meme stats** figures; **/meme privacy** opts out, exports and deletes
- **/meme doctor** missing permissions
👍 👎 and the other buttons under a meme teach me this place.`
