/** Others committed first: nothing of this is kept; take over what they did and judge again. */
export class Overtaken extends Error {}

/** It was only to be written by the node that has the duty, and this one has it no more. Nothing of it is kept. */
export class NotOnDuty extends Error {}
