// A writer of ONNX models (the protocol buffers of onnx.proto), just large enough for the tiny models that tests make.

type Bytes = Uint8Array<ArrayBuffer>

const join = (parts: readonly Bytes[]): Bytes => new Uint8Array(Buffer.concat(parts))
const utf8 = (text: string): Bytes => new Uint8Array(Buffer.from(text))

function varint(value: number): Bytes {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128)
  return new Uint8Array([...bytes, Number(left)])
}

const number = (field: number, value: number) => join([varint(field << 3), varint(value)])
const bytes = (field: number, value: Bytes) => join([varint((field << 3) | 2), varint(value.length), value])
const text = (field: number, value: string) => bytes(field, utf8(value))

export const FLOAT = 1
export const INT64 = 7

/** A value that goes in or comes out; names stand for sizes that vary. */
export function value(name: string, type: number, shape: ReadonlyArray<string | number>): Bytes {
  const dims = shape.map(size => bytes(1, typeof size === 'number' ? number(1, size) : text(2, size)))
  const tensor = join([number(1, type), bytes(2, join(dims))])
  return join([text(1, name), bytes(2, bytes(1, tensor))])
}

/** A constant. */
export function constant(
  name: string,
  dims: readonly number[],
  data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
): Bytes {
  const type = data instanceof Float32Array ? FLOAT : INT64
  return join([
    ...dims.map(size => number(1, size)),
    number(2, type),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer)),
  ])
}

/** An operation. @param attributes whole numbers, by name */
export function node(
  type: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, number>> = {},
): Bytes {
  const given = Object.entries(attributes).map(([name, whole]) =>
    bytes(5, join([text(1, name), number(3, whole), number(20, 2)])),
  )
  return join([...inputs.map(name => text(1, name)), ...outputs.map(name => text(2, name)), text(4, type), ...given])
}

/** The whole model, of opset 13. */
export function model(graph: {
  nodes: readonly Bytes[]
  constants: readonly Bytes[]
  inputs: readonly Bytes[]
  outputs: readonly Bytes[]
}): Bytes {
  const body = join([
    ...graph.nodes.map(item => bytes(1, item)),
    text(2, 'tiny'),
    ...graph.constants.map(item => bytes(5, item)),
    ...graph.inputs.map(item => bytes(11, item)),
    ...graph.outputs.map(item => bytes(12, item)),
  ])
  return join([number(1, 8), bytes(8, join([text(1, ''), number(2, 13)])), bytes(7, body)])
}
