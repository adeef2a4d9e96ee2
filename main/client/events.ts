// What happens at the host, as it happens. Apart from client.ts: a token needs none of it.
import type { SignetEvent } from '../../shared/broker/events'
import type { SignetClient } from './client'
import { EventParser } from './event-parser'

/** What happens from now on, also after one host hands over to another. @throws as `Connection.stream`. */
export async function* eventsOf(client: SignetClient): AsyncGenerator<SignetEvent, void> {
  let parser = new EventParser()
  for await (const bytes of client.stream('/v1/events')) {
    // Another host: what the one before left unfinished is lost.
    if (bytes === null) parser = new EventParser()
    else yield* parser.read(bytes)
  }
}
