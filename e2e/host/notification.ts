// `electron.Notification`: nobody sits in front of a stand-in. What is on show can be read from `shown`, and pressed.
import { EventEmitter } from 'node:events'
import type {
  Event,
  Notification,
  NotificationCloseEventParams,
  NotificationConstructorOptions,
} from 'electron'
import { preventable } from './app'

/** What the listeners of Electron's own are called with. */
interface NotificationEvents {
  show: [event: Event]
  click: [event: Event]
  close: [details: Event<NotificationCloseEventParams>]
}
type NotificationSurface = Pick<Notification, 'title' | 'body' | 'show' | 'close'>
/** The class as the app uses it. */
export type NotificationClass = Pick<typeof Notification, 'isSupported'> &
  (new (options?: NotificationConstructorOptions) => NotificationSurface)

/** State: its words. */
export class StandInNotification extends EventEmitter<NotificationEvents> implements NotificationSurface {
  /** Those on show, oldest first. */
  static readonly shown: StandInNotification[] = []
  title: string
  body: string

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super()
    this.title = title
    this.body = body
  }

  static isSupported(): boolean {
    return true
  }

  /** Again: the one before is dismissed, and nobody is told that. */
  show(): void {
    this.#dismiss()
    StandInNotification.shown.push(this)
    this.emit('show', preventable())
  }

  close(): void {
    if (this.#dismiss()) this.emit('close', preventable())
  }

  /** @returns whether it was on show. */
  #dismiss(): boolean {
    const place = StandInNotification.shown.indexOf(this)
    if (place !== -1) StandInNotification.shown.splice(place, 1)
    return place !== -1
  }
}
