export {
  authorizationReturned,
  consume,
  issueAssigned,
  issueCreated,
  issueDeleted,
  issueUpdated,
  resolve,
  sweep,
  tend,
} from "../host/src/index";
