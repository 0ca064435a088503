// Exactly what manifest.yml names; the gate of the build holds both to it.
export { consume } from "./consumers";
export { uninstalled } from "./lifecycle";
export { resolve } from "./resolvers";
export { sweep, tend } from "./schedules";
export { commentDeleted, issueAssigned, issueCommented, issueCreated, issueDeleted, issueUpdated, transitioned } from "./triggers";
export { authorizationReturned, outboundMessage } from "./webtriggers";
