import type { Persona, Role } from './schemas.ts'

/** Whether somebody can play a role. */
export function suits(persona: Persona, role: Role): boolean {
  const [youngest, oldest] = role.ages ?? [14, 80]
  return (
    persona.age >= youngest &&
    persona.age <= oldest &&
    (!role.lives || role.lives.includes(persona.life)) &&
    (!role.gender || role.gender === persona.gender)
  )
}
