/** All that the host needs of the browser's typings: which throw is a trap. */
declare namespace WebAssembly {
  class RuntimeError extends Error {}
}
