/** How far an attempt to connect is: a node knows where the host is; the host has answered; a path through firewalls is being opened. */
export type DialStage = 'found' | 'answered' | 'punching'
