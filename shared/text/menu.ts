// The words of the application menu.
import type { Locale } from './text'

export interface MenuWords {
  readonly file: string
  readonly quit: string
  readonly edit: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
}

export const menuWords: Readonly<Record<Locale, MenuWords>> = {
  en: {
    file: 'Signet',
    quit: 'Quit Signet',
    edit: 'Edit',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
  },
  ja: {
    file: 'Signet',
    quit: 'Signet を終了',
    edit: '編集',
    cut: '切り取り',
    copy: 'コピー',
    paste: '貼り付け',
    selectAll: 'すべて選択',
  },
}
