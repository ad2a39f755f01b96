/** The polynomial of RFC 1952, section 8, its lowest power first. */
const POLYNOMIAL = 0xedb88320
/** The lowest power is the highest bit. */
const ONE = 0x80000000

/** The CRC-32 of two texts one behind the other, of the CRCs of both and the length of the second. */
export function crcOfBoth(first: number, second: number, length: number): number {
  return (product(powerOfX(length * 8), first) ^ second) >>> 0
}

/** x to this power, modulo the polynomial. */
function powerOfX(power: number): number {
  let result = ONE
  let square = ONE >>> 1
  for (let left = power; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = product(square, result)
    square = product(square, square)
  }
  return result
}

/** Two polynomials over one bit multiplied, modulo ours. */
function product(a: number, b: number): number {
  let result = 0
  let shifted = b
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) result ^= shifted
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL
  }
  return result >>> 0
}
