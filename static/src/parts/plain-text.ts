/** Characters that turn the direction of what follows them: embeddings, overrides and isolates. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name as it is: without characters that make `gpj.exe` look like `exe.jpg`. */
export function plainName(name: string): string {
  return name.replace(TURNING, '');
}
