/** The name under which calls are counted, limited and listed among the relay's clients. */

export const PHONE_CLIENT = 'phone';
