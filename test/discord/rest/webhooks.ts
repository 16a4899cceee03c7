import { messagePayload } from '../model/messages.ts'
import type { Message } from '../model/types.ts'
import { change, remove } from './compose.ts'
import { type Handler, nothing, ok, type RestRequest, type RestTools } from './context.ts'

const interactionOf = ({ params }: RestRequest, { interactions }: RestTools) =>
  interactions.of(params.webhook_id!, params.webhook_token!)

export const callback: Handler = (request, { interactions, state }) => {
  const { interaction_id: id, interaction_token: token } = request.params
  const interaction = interactions.callback(id!, token!, request)
  if (request.query.with_response !== 'true') return nothing
  const { answer, acknowledged, original } = interaction
  const message = answer.message ?? answer.updated
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(original ? { response_message_id: original.id } : {}),
      response_message_loading: answer.deferred && !answer.message,
      response_message_ephemeral: interaction.ephemeral,
    },
    ...(message ? { resource: { type: acknowledged, message: messagePayload(state, message) } } : {}),
  })
}

export const followUp: Handler = (request, tools) => {
  const interaction = interactionOf(request, tools)
  return ok(messagePayload(tools.state, tools.interactions.followUp(interaction, request)))
}

export const getOriginal: Handler = (request, tools) =>
  ok(messagePayload(tools.state, tools.interactions.original(interactionOf(request, tools))))

export const patchOriginal: Handler = (request, tools) =>
  ok(messagePayload(tools.state, tools.interactions.editOriginal(interactionOf(request, tools), request)))

export const deleteOriginal: Handler = (request, tools) => {
  const interaction = interactionOf(request, tools)
  const waiting = interaction.answer.deferred && !interaction.original
  if (!waiting) remove(tools.state, tools.interactions.original(interaction))
  tools.interactions.settle(interaction)
  return nothing
}

/** A message of the interaction: a follow-up, or the answer by its id. */
function messageOf(request: RestRequest, tools: RestTools): Message {
  return tools.interactions.message(interactionOf(request, tools), request.params.message_id!)
}

export const getOne: Handler = (request, tools) => ok(messagePayload(tools.state, messageOf(request, tools)))

export const patchOne: Handler = (request, tools) => {
  const message = messageOf(request, tools)
  change(tools.state, message, request)
  tools.interactions.settle(interactionOf(request, tools))
  return ok(messagePayload(tools.state, message))
}

export const deleteOne: Handler = (request, tools) => {
  const message = messageOf(request, tools)
  remove(tools.state, message)
  tools.interactions.settle(interactionOf(request, tools))
  return nothing
}
