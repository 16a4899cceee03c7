const ITERATIONS = 50
const RIDGE = 1e-3

/**
 * Logistic regression by Newton's method with a small ridge: coefficients for each column, then the intercept.
 * @param rows observations, all of one width
 * @param outcomes 0 or 1 for each
 */
export function fitLogistic(rows: readonly (readonly number[])[], outcomes: readonly number[]): number[] {
  const width = (rows[0]?.length ?? 0) + 1
  const design = rows.map(row => [...row, 1])
  let coefficients = new Array<number>(width).fill(0)
  for (let iteration = 0; iteration < ITERATIONS; iteration += 1) {
    const gradient = coefficients.map((value, column) => (column === width - 1 ? 0 : -RIDGE * value))
    const hessian = Array.from({ length: width }, (_, row) =>
      Array.from({ length: width }, (_, column) => (row === column ? RIDGE : 0)),
    )
    design.forEach((row, index) => {
      const probability =
        1 / (1 + Math.exp(-row.reduce((sum, value, column) => sum + value * coefficients[column]!, 0)))
      const curvature = Math.max(1e-9, probability * (1 - probability))
      for (let i = 0; i < width; i += 1) {
        gradient[i]! += row[i]! * (outcomes[index]! - probability)
        for (let j = 0; j < width; j += 1) hessian[i]![j]! += curvature * row[i]! * row[j]!
      }
    })
    const step = solve(hessian, gradient)
    coefficients = coefficients.map((value, column) => value + Math.max(-10, Math.min(10, step[column]!)))
    if (Math.max(...step.map(Math.abs)) < 1e-9) break
  }
  return coefficients
}

/** Solves a small linear system by Gaussian elimination with partial pivoting. */
export function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const size = vector.length
  const rows = matrix.map((row, index) => [...row, vector[index]!])
  for (let column = 0; column < size; column += 1) {
    let pivot = column
    for (let row = column + 1; row < size; row += 1)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const lead = rows[column]![column]!
    if (Math.abs(lead) < 1e-12) continue
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue
      const factor = rows[row]![column]! / lead
      for (let k = column; k <= size; k += 1) rows[row]![k]! -= factor * rows[column]![k]!
    }
  }
  return rows.map((row, index) => (Math.abs(row[index]!) < 1e-12 ? 0 : row[size]! / row[index]!))
}
