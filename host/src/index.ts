// Exactly what manifest.yml names; the gate of the build holds both to it.
export { consume } from "./consumers";
export { resolve } from "./resolvers";
export { sweep, tend } from "./schedules";
export { issueAssigned, issueCreated, issueDeleted, issueUpdated } from "./triggers";
export { authorizationReturned } from "./webtriggers";
