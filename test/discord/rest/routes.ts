import type { Operation } from '../operations.ts'
import * as account from './account.ts'
import * as channels from './channels.ts'
import { type Handler, nothing } from './context.ts'
import * as guilds from './guilds.ts'
import * as webhooks from './webhooks.ts'

const hook = '/webhooks/{webhook_id}/{webhook_token}' as const
const commands = '/applications/{application_id}/commands' as const
const messages = '/channels/{channel_id}/messages' as const
const reactions = `${messages}/{message_id}/reactions/{emoji_name}` as const

/** Who answers which operation. */
export const ROUTES: Record<Operation, Handler> = {
  'GET /gateway': account.gatewayAddress,
  'GET /gateway/bot': account.gatewayBot,
  'GET /users/@me': account.me,
  'GET /users/{user_id}': account.getUser,
  'GET /users/@me/guilds': account.myGuilds,
  'DELETE /users/@me/guilds/{guild_id}': account.leaveGuild,
  'POST /users/@me/channels': account.openDirect,
  'GET /applications/@me': account.application,
  'GET /oauth2/applications/@me': account.application,
  [`GET ${commands}` as const]: account.listCommands,
  [`PUT ${commands}` as const]: account.putCommands,
  [`POST ${commands}` as const]: account.postCommand,
  [`GET ${commands}/{command_id}` as const]: account.getCommand,
  [`PATCH ${commands}/{command_id}` as const]: account.patchCommand,
  [`DELETE ${commands}/{command_id}` as const]: account.deleteCommand,
  'GET /applications/{application_id}/guilds/{guild_id}/commands': account.guildCommands,
  'PUT /applications/{application_id}/guilds/{guild_id}/commands': account.putGuildCommands,
  'GET /channels/{channel_id}': channels.getChannel,
  [`GET ${messages}` as const]: channels.listMessages,
  [`POST ${messages}` as const]: channels.postMessage,
  [`POST ${messages}/bulk-delete` as const]: channels.bulkDelete,
  [`GET ${messages}/{message_id}` as const]: channels.getMessage,
  [`PATCH ${messages}/{message_id}` as const]: channels.patchMessage,
  [`DELETE ${messages}/{message_id}` as const]: channels.deleteMessage,
  [`GET ${reactions}` as const]: channels.getReactions,
  [`PUT ${reactions}/@me` as const]: channels.putReaction,
  [`DELETE ${reactions}/@me` as const]: channels.deleteReaction,
  [`DELETE ${reactions}/{user_id}` as const]: channels.deleteReaction,
  'POST /channels/{channel_id}/typing': channels.typing,
  'PUT /channels/{channel_id}/thread-members/@me': () => nothing,
  'GET /guilds/{guild_id}': guilds.getGuild,
  'GET /guilds/{guild_id}/channels': guilds.guildChannels,
  'GET /guilds/{guild_id}/roles': guilds.guildRoles,
  'GET /guilds/{guild_id}/members': guilds.guildMembers,
  'GET /guilds/{guild_id}/members/search': guilds.searchMembers,
  'GET /guilds/{guild_id}/members/{user_id}': guilds.guildMember,
  'GET /guilds/{guild_id}/emojis': guilds.guildEmojis,
  'GET /guilds/{guild_id}/stickers': guilds.guildStickers,
  'GET /guilds/{guild_id}/stickers/{sticker_id}': guilds.guildSticker,
  'GET /guilds/{guild_id}/threads/active': guilds.activeThreads,
  'GET /stickers/{sticker_id}': guilds.getSticker,
  'POST /interactions/{interaction_id}/{interaction_token}/callback': webhooks.callback,
  [`POST ${hook}` as const]: webhooks.followUp,
  [`GET ${hook}/messages/@original` as const]: webhooks.getOriginal,
  [`PATCH ${hook}/messages/@original` as const]: webhooks.patchOriginal,
  [`DELETE ${hook}/messages/@original` as const]: webhooks.deleteOriginal,
  [`GET ${hook}/messages/{message_id}` as const]: webhooks.getOne,
  [`PATCH ${hook}/messages/{message_id}` as const]: webhooks.patchOne,
  [`DELETE ${hook}/messages/{message_id}` as const]: webhooks.deleteOne,
}
