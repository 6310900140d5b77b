/** Whence the telephone in the box calls: a number that Twilio keeps for trials, and that nobody can have. */

export const BOX_NUMBER = '+15005550006';
