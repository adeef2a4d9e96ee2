// The main window.
import './jitless'
import './tokens.css'
import './base.css'
import { mount } from 'svelte'
import { windowApi } from './api'
import MainWindow from './MainWindow.svelte'

mount(MainWindow, { target: document.body, props: { api: windowApi() } })
