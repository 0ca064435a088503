// Exactly what manifest.yml names; the gate of the build holds both to it.
export { consume } from "./consumers";
export { resolve } from "./resolvers";
export { issueDeleted } from "./triggers";
