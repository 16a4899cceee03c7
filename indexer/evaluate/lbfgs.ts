/** A function to be made small: its value at a point, and its gradient there. */
export type Objective = (point: Float64Array) => Promise<{ value: number; gradient: Float64Array }>

const MEMORY = 6
const ARMIJO = 1e-4
const SHORTEST_STEP = 1e-8

interface Step {
  readonly moved: Float64Array
  readonly turned: Float64Array
  readonly curvature: number
}

/**
 * Minimises a smooth convex function by L-BFGS (Liu and Nocedal, 1989) with backtracking until Armijo's condition holds.
 * @param start where to begin; it stays as it is
 * @param tolerance stops when a step lowers the value by a smaller share of it
 */
export async function minimise(
  objective: Objective,
  start: Float64Array,
  tolerance: number,
  mostSteps: number,
): Promise<Float64Array> {
  let point: Float64Array = start.slice()
  let { value, gradient } = await objective(point)
  const steps: Step[] = []
  for (let count = 0; count < mostSteps; count += 1) {
    const direction = descent(gradient, steps)
    const slope = dot(direction, gradient)
    let length = steps.length === 0 ? Math.min(1, 1 / Math.max(1e-12, Math.sqrt(dot(gradient, gradient)))) : 1
    let moved = along(point, direction, length)
    let found = await objective(moved)
    while (found.value > value + ARMIJO * length * slope && length > SHORTEST_STEP) {
      length /= 2
      moved = along(point, direction, length)
      found = await objective(moved)
    }
    if (found.value > value) break
    const gain = value - found.value
    const step = { moved: along(moved, point, -1), turned: along(found.gradient, gradient, -1) }
    const curvature = dot(step.moved, step.turned)
    if (curvature > 1e-12) steps.push({ ...step, curvature })
    if (steps.length > MEMORY) steps.shift()
    point = moved
    value = found.value
    gradient = found.gradient
    if (gain <= tolerance * Math.abs(value)) break
  }
  return point
}

/** The two-loop recursion: minus the gradient, bent by what the last steps told of the curvature. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.slice()
  const shares: number[] = []
  for (const { moved, turned, curvature } of [...steps].reverse()) {
    const share = dot(moved, direction) / curvature
    shares.push(share)
    add(direction, turned, -share)
  }
  const last = steps.at(-1)
  if (last) scale(direction, last.curvature / dot(last.turned, last.turned))
  for (const { moved, turned, curvature } of steps)
    add(direction, moved, shares.pop()! - dot(turned, direction) / curvature)
  return scale(direction, -1)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let index = 0; index < a.length; index += 1) sum += a[index]! * b[index]!
  return sum
}

/** Adds a multiple of a vector to another, in place. */
function add(vector: Float64Array, other: Float64Array, factor: number): Float64Array {
  for (let index = 0; index < vector.length; index += 1) vector[index]! += factor * other[index]!
  return vector
}

function scale(vector: Float64Array, factor: number): Float64Array {
  for (let index = 0; index < vector.length; index += 1) vector[index]! *= factor
  return vector
}

const along = (point: Float64Array, direction: Float64Array, length: number) => add(point.slice(), direction, length)
