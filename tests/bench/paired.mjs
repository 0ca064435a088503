// Contenders measured against one another: they take turns, so that what the machine does meanwhile hits all alike.

const ROUNDS = 41;
const ROUND_MS = 20;

/** @typedef {(input: Uint8Array) => unknown} Contender */

/**
 * Microseconds for one input, by contender: the median over rounds in which all take turns.
 * @param {Record<string, Contender>} contenders
 * @param {Uint8Array[]} inputs
 * @param {number} [rounds]
 */
export async function measure(contenders, inputs, rounds = ROUNDS) {
  /** @type {Record<string, number[]>} */
  const samples = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -Math.min(3, rounds >> 1); round < rounds; round += 1) {
    for (const [name, work] of Object.entries(contenders)) {
      const begun = process.hrtime.bigint();
      const until = begun + BigInt(ROUND_MS) * 1_000_000n;
      let count = 0;
      let now = begun;
      while (now < until) {
        for (const input of inputs) {
          const made = work(input);
          if (made instanceof Promise) await made;
        }
        count += inputs.length;
        now = process.hrtime.bigint();
      }
      if (round >= 0) samples[name]?.push(Number(now - begun) / 1000 / count);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, values]) => [name, median(values)]));
}

/** @param {number[]} values */
function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
