/** The package has no types; this much of it is used. */
declare module 'upng-js' {
  const UPNG: {
    /** CRC-32 of a PNG chunk; may be negative. */
    readonly crc: { crc(bytes: Uint8Array, offset: number, length: number): number }
    /** An APNG of frames of raw RGBA pixels; 0 colours is lossless, delays are in milliseconds. */
    encode(frames: ArrayBuffer[], width: number, height: number, colours: number, delays?: number[]): ArrayBuffer
  }
  export default UPNG
}
