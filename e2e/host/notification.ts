// `electron.Notification`: nobody sits in front of a stand-in. What is on show can be read from `shown`, and pressed.
import { EventEmitter } from 'node:events'
import type { Notification, NotificationConstructorOptions } from 'electron'

type NotificationSurface = Pick<Notification, 'title' | 'body' | 'show' | 'close'>

/** State: its words. */
export class StandInNotification extends EventEmitter implements NotificationSurface {
  /** Those on show, oldest first. */
  static readonly shown: StandInNotification[] = []
  readonly title: string
  readonly body: string

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super()
    this.title = title
    this.body = body
  }

  static isSupported(): boolean {
    return true
  }

  show(): void {
    StandInNotification.shown.push(this)
    this.emit('show')
  }

  close(): void {
    const place = StandInNotification.shown.indexOf(this)
    if (place === -1) return
    StandInNotification.shown.splice(place, 1)
    this.emit('close')
  }
}
