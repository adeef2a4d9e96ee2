// settings.json: what a person chose about Signet itself.
import { Settings } from '../../../shared/ipc/contract'
import type { Locale } from '../../../shared/text/text'
import type { Log, RecordStore } from '../ports'
import { JsonRecord } from './json-record'

/** What holds until a person chooses. */
export const defaultSettings: Settings = {
  locale: 'system',
  theme: 'system',
  lockAtScreenLock: false,
  lockAtSleep: false,
  lockAfterIdleMinutes: 'never',
  unlockWith: 'presence',
}

/** Version 1 knew no lock, version 2 one way to unlock: whoever had chosen nothing has chosen nothing still. */
const withDefaults = (content: Readonly<Record<string, unknown>>) => ({ ...defaultSettings, ...content })
const migrations = { 1: withDefaults, 2: withDefaults }

/** State: the settings, as settings.json has them. */
export class SettingsFile {
  readonly #record: JsonRecord<Settings>

  constructor({ store, log }: { readonly store: RecordStore; readonly log: Log }) {
    this.#record = new JsonRecord({
      store,
      log,
      name: 'settings.json',
      version: 3,
      schema: Settings,
      migrations,
      empty: defaultSettings,
    })
  }

  /** The name that a damaged file was given; undefined when it was sound. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** @throws `storage/newer-version`; a damaged file is set aside and reported. */
  load(): Promise<void> {
    return this.#record.load()
  }

  get(): Settings {
    return this.#record.get()
  }

  /** The language to speak; `systemLocale` is what *as the system* means. */
  locale(systemLocale: Locale): Locale {
    const { locale } = this.get()
    return locale === 'system' ? systemLocale : locale
  }

  /** Changes what `patch` names. @throws `storage/write-failed`; the settings are then as before. */
  set(patch: { readonly [Key in keyof Settings]?: Settings[Key] | undefined }): Promise<void> {
    return this.#record.update((settings) => ({
      locale: patch.locale ?? settings.locale,
      theme: patch.theme ?? settings.theme,
      lockAtScreenLock: patch.lockAtScreenLock ?? settings.lockAtScreenLock,
      lockAtSleep: patch.lockAtSleep ?? settings.lockAtSleep,
      lockAfterIdleMinutes: patch.lockAfterIdleMinutes ?? settings.lockAfterIdleMinutes,
      unlockWith: patch.unlockWith ?? settings.unlockWith,
    }))
  }

  /** For `signet reset`, which removes the file: what holds until a person chooses holds again. */
  forget(): Promise<void> {
    return this.#record.forget()
  }

  /** Calls `listener` after each change. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    return this.#record.onChange(listener)
  }
}
