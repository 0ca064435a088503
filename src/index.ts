export { authorizationReturned, consume, issueDeleted, resolve, sweep, tend } from "../host/src/index";
