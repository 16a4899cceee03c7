import * as z from 'zod'

// Zod compiles schemas with `new Function` where it may; the content security policy forbids that, and every try would be reported.
// Imported before any schema is made.
z.config({ jitless: true })
