// The consent prompt: a window of its own, so that nothing else can be drawn over the question.
import './jitless'
import './tokens.css'
import './base.css'
import { mount } from 'svelte'
import { windowApi } from './api'
import ConsentWindow from './ConsentWindow.svelte'

mount(ConsentWindow, { target: document.body, props: { api: windowApi() } })
