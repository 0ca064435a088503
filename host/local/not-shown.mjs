/** What cannot be shown, with the HTTP status that says so. */
export class NotShown extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}
