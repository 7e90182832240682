#!/bin/bash
: "${text?}"
greet ()
{
  printf 'Hello, %s' "$text"
}
