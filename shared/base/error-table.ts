// Every way the apps can fail: from code to exit code and sentence.
import { EXIT } from './exit-codes.ts'
import { KEY_ERRORS } from './key-errors.ts'

export { EXIT }

/** `{gaps}` in a sentence are filled with the values of the error. */
export const ERRORS = {
  UNEXPECTED: [EXIT.UNEXPECTED, 'Something failed that should not have: {reason}'],

  USAGE: [EXIT.USAGE, '{reason}'],
  ...KEY_ERRORS,

  IDENTITY_DAMAGED: [
    EXIT.UNEXPECTED,
    'The key file {path} is damaged: {reason}. Restore it from a backup, or move it away to ' +
      'start with a new key'
  ],
  IDENTITY_EXPOSED: [
    EXIT.UNEXPECTED,
    'Other users of this machine can read the key file {path} (mode {mode}). To keep the key: ' +
      'chmod 600 {path}. If somebody may have read it, move it away to start with a new one'
  ],
  IDENTITY_IN_USE: [
    EXIT.UNEXPECTED,
    'Another process is already hosting as the identity "{name}". Stop it, or use another ' +
      'identity: --identity <name>'
  ],
  STORAGE_EXPOSED: [
    EXIT.UNEXPECTED,
    'Other users of this machine can write to the folder {path} (mode {mode}), so they could ' +
      'replace the key in it. To fix it: chmod go-w {path}. Or choose another folder with --storage <dir>'
  ],
  NO_HOME: [
    EXIT.UNEXPECTED,
    'No home folder to keep a key pair in: HOME is not an absolute path, and the system has none ' +
      'for this user. Choose a folder with --storage <dir>, or keep nothing with --ephemeral'
  ],
  STORAGE_UNREADABLE: [EXIT.UNEXPECTED, 'Cannot read {path}: {reason}'],
  STORAGE_UNWRITABLE: [
    EXIT.UNEXPECTED,
    'Cannot write to {path}: {reason}. Choose another folder with --storage <dir>, or keep ' +
      'nothing with --ephemeral'
  ],

  NOT_KEPT: [
    EXIT.UNEXPECTED,
    'Done, but only until this app exits: {path} cannot be written: {reason}'
  ],

  TRANSCRIPT_FAILED: [
    EXIT.UNEXPECTED,
    'Cannot keep the transcript {path}: {reason}. The file was not changed. Fix the problem, or keep ' +
      'none: --no-transcript'
  ],

  EXEC_FAILED: [EXIT.UNEXPECTED, 'The program {command} ended with exit code {code}'],

  NETWORK_UNREACHABLE: [
    EXIT.UNREACHABLE,
    'No DHT node answered. Is this machine online, and does its firewall allow UDP?'
  ],
  NETWORK_CLOSED: [EXIT.UNREACHABLE, 'The connection to the DHT was closed while connecting'],
  PEER_NOT_FOUND: [
    EXIT.UNREACHABLE,
    'Nobody is listening on that key. Is the host running, and is this the key it prints?'
  ],
  PEER_UNREACHABLE: [
    EXIT.UNREACHABLE,
    'The host was found but has not answered. It may have just left, have lost its network, or admit ' +
      'only keys that it has allowed: try again in a minute'
  ],
  LOCAL_FIREWALL: [
    EXIT.UNREACHABLE,
    'The host is on this network, but a firewall on its machine lets nothing in. Allow incoming UDP ' +
      'there, or meet at a relay: --relay <key>'
  ],
  PATH_BLOCKED: [
    EXIT.UNREACHABLE,
    'The host answered, but no direct path to it could be opened: a firewall on either side may block ' +
      'UDP between peers. Try again, or move one side to another network'
  ],
  BOTH_RANDOM: [
    EXIT.UNREACHABLE,
    'No direct path to the host is possible: both networks use a different port for every peer, as ' +
      'mobile and company networks do. Move one side to another network, or meet at a relay that both ' +
      'reach: --relay <key>'
  ],
  PUNCH_FAILED: [
    EXIT.UNREACHABLE,
    'No direct path to the host could be opened this time: one of the networks uses a different port ' +
      'for every peer, so it takes luck. Try again in half a minute, or keep trying with --wait'
  ],
  RELAY_FAILED: [
    EXIT.UNREACHABLE,
    'The relay could not connect the two sides. Try again, or through another relay'
  ],

  REFUSED: [EXIT.REFUSED, 'The host refused: it is busy with another peer, or has not allowed you'],
  BUSY: [
    EXIT.REFUSED,
    'The host is busy: a pipe serves one peer at a time, and a room admits newcomers gradually when ' +
      'many arrive at once. Try again later, or keep trying with --wait'
  ],
  HOST_IS_PIPE: [
    EXIT.REFUSED,
    'The host is a pipe, and you joined to chat. Redirect standard input or output, or use --pipe'
  ],
  HOST_IS_CHAT: [
    EXIT.REFUSED,
    'The host is a chat, and you joined with a pipe. Join from a terminal, or use --chat'
  ],
  NO_PIPE: [EXIT.REFUSED, 'The host speaks another version of our pipe. Update the older side'],
  NO_CHAT: [EXIT.REFUSED, 'The host speaks another version of our chat. Update the older side'],
  KICKED: [EXIT.REFUSED, 'The host kicked you from the room. You may rejoin'],
  BANNED: [EXIT.REFUSED, 'The host banned your key from the room'],
  ROOM_FULL: [EXIT.REFUSED, 'The room is full. Try again later'],
  PLAIN_HOST: [
    EXIT.REFUSED,
    'The host does not speak our protocol. If it pipes plain bytes, join with --plain, which does not ' +
      'confirm delivery'
  ],
  PEER_TAKES_NO_DATA: [EXIT.REFUSED, 'Both sides only want to send (--send-only)'],
  NOBODY_SENDS: [EXIT.REFUSED, 'Both sides only want to receive (--recv-only)'],
  INPUT_UNWANTED: [
    EXIT.REFUSED,
    'The other side accepts no data (--send-only), and there is data on standard input here. Drop ' +
      '--send-only there, or add --recv-only here'
  ],
  PEER_INPUT_UNWANTED: [
    EXIT.REFUSED,
    'The other side has data to send, and --send-only here refuses it'
  ],
  INCOMPATIBLE: [
    EXIT.REFUSED,
    'The host speaks another version of HyperDHT. Update the older side'
  ],

  LOST: [EXIT.LOST, 'The connection was lost{progress}'],
  NOT_RESUMED: [
    EXIT.LOST,
    'The connection was lost, and the other side did not come back within {seconds} s: it may have been ' +
      'killed, or is offline{progress}'
  ],
  FORGOTTEN: [
    EXIT.LOST,
    'The connection was lost, and the other side does not know this pipe any more: it was started ' +
      'anew, or did not wait so long{progress}'
  ],
  HOST_LEFT: [EXIT.LOST, 'The host has left'],
  PROTOCOL: [
    EXIT.LOST,
    'The other side sent something invalid, so the connection was closed{progress}'
  ],
  PEER_LEFT: [EXIT.LOST, 'The other side left before it was done{progress}'],
  PEER_OUTPUT_CLOSED: [EXIT.LOST, 'The other side stopped reading{progress}'],
  PEER_OUTPUT_FAILED: [
    EXIT.LOST,
    'The other side can no longer write its output: its disk may be full{progress}'
  ],
  PEER_INPUT_FAILED: [EXIT.LOST, 'The other side could not read its input to the end{progress}'],
  FLOODED: [
    EXIT.LOST,
    'The other side exceeded its limits, so the connection was closed{progress}'
  ],
  TOO_FAST: [EXIT.LOST, 'The other side disconnected us: we sent too much at once{progress}'],
  PEER_PROTOCOL: [EXIT.LOST, 'The other side could not read what we sent{progress}'],
  TOO_SLOW: [
    EXIT.LOST,
    'The host disconnected us: we read too slowly. Join again to see what you missed'
  ],
  NOT_POSTED: [
    EXIT.LOST,
    'The connection ended before the host confirmed {count} of your messages'
  ],
  NOT_CONFIRMED: [
    EXIT.TIMED_OUT,
    'The host did not confirm {count} of your messages within {seconds} s'
  ],
  INPUT_FAILED: [EXIT.LOST, 'Standard input could not be read to its end: {reason}'],
  OUTPUT_CLOSED: [EXIT.LOST, 'Standard output was closed before everything was written'],
  BUFFER_FAILED: [
    EXIT.LOST,
    'Cannot keep in {path} what the other side sends faster than it is read here: {reason}'
  ],
  OUTPUT_FAILED: [EXIT.LOST, 'Cannot write to standard output: {reason}'],

  TIMED_OUT: [EXIT.TIMED_OUT, 'No connection after {seconds} s: {reason}']
} as const satisfies Record<string, readonly [exit: number, sentence: string]>
