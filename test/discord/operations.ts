/** The operations of Discord's REST API that the fake answers, as `METHOD path`, with the paths of the OpenAPI description. */
export const OPERATIONS = [
  'GET /gateway',
  'GET /gateway/bot',
  'GET /users/@me',
  'GET /users/{user_id}',
  'GET /users/@me/guilds',
  'DELETE /users/@me/guilds/{guild_id}',
  'POST /users/@me/channels',
  'GET /applications/@me',
  'GET /oauth2/applications/@me',
  'GET /applications/{application_id}/commands',
  'PUT /applications/{application_id}/commands',
  'POST /applications/{application_id}/commands',
  'GET /applications/{application_id}/commands/{command_id}',
  'PATCH /applications/{application_id}/commands/{command_id}',
  'DELETE /applications/{application_id}/commands/{command_id}',
  'GET /applications/{application_id}/guilds/{guild_id}/commands',
  'PUT /applications/{application_id}/guilds/{guild_id}/commands',
  'GET /channels/{channel_id}',
  'GET /channels/{channel_id}/messages',
  'POST /channels/{channel_id}/messages',
  'POST /channels/{channel_id}/messages/bulk-delete',
  'GET /channels/{channel_id}/messages/{message_id}',
  'PATCH /channels/{channel_id}/messages/{message_id}',
  'DELETE /channels/{channel_id}/messages/{message_id}',
  'GET /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}',
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me',
  'DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me',
  'DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}',
  'POST /channels/{channel_id}/typing',
  'PUT /channels/{channel_id}/thread-members/@me',
  'GET /guilds/{guild_id}',
  'GET /guilds/{guild_id}/channels',
  'GET /guilds/{guild_id}/roles',
  'GET /guilds/{guild_id}/members',
  'GET /guilds/{guild_id}/members/search',
  'GET /guilds/{guild_id}/members/{user_id}',
  'GET /guilds/{guild_id}/emojis',
  'GET /guilds/{guild_id}/stickers',
  'GET /guilds/{guild_id}/stickers/{sticker_id}',
  'GET /guilds/{guild_id}/threads/active',
  'GET /stickers/{sticker_id}',
  'POST /interactions/{interaction_id}/{interaction_token}/callback',
  'POST /webhooks/{webhook_id}/{webhook_token}',
  'GET /webhooks/{webhook_id}/{webhook_token}/messages/@original',
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original',
  'DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original',
  'GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}',
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}',
  'DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}',
] as const

/** One of {@link OPERATIONS}. */
export type Operation = (typeof OPERATIONS)[number]

/** Method and path of an operation. */
export function partsOf(operation: string): { method: string; path: string } {
  const space = operation.indexOf(' ')
  return { method: operation.slice(0, space), path: operation.slice(space + 1) }
}
