/** A DOM element with properties and children; text goes in as textContent only. */
export function element(name, properties = {}, children = []) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'role' || key.startsWith('data-') || key.startsWith('aria-')) made.setAttribute(key, value)
    else made[key] = value
  }
  made.append(...children)
  return made
}

/** Posts JSON to this server. Throws what it refused, with its `code`; a server that is away has the code `away`. */
export async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => {
    throw Object.assign(new Error('The server cannot be reached.'), { code: 'away' })
  })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw Object.assign(new Error(answer.message ?? response.statusText), { code: answer.code })
  return answer
}
