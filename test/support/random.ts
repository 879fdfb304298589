/** Numbers in [0, 1), for a seed always the same: the generator of Park and Miller with the multiplier of 1993. */
export function seeded(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = (Bun.hash.crc32(String(seed)) % (modulus - 1)) + 1;
  return () => {
    state = (state * 48_271) % modulus;
    return (state - 1) / (modulus - 1);
  };
}

/** The seed of this run: BANTAM_SEED, or a new one. It is printed, so that a failure can be met again. */
export function newSeed(what: string): number {
  const given = process.env.BANTAM_SEED;
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  console.log(`${what}: seed ${seed} (again with BANTAM_SEED=${seed})`);
  return seed;
}
