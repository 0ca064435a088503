export { consume, issueDeleted, resolve } from "../host/src/index";
