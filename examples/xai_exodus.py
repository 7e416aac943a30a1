"""The exodus from xAI: how many of the twelve founders were left, when each went, and where to."""

import aigraph

saga = aigraph.load()
print(saga.retention("xAI", founders=True))

print("\nWho left, and how sure the day is:\n")
print(saga.who_left("xAI", founders=True))

certain = saga.certain().who_left("xAI", until="2026-02-28", founders=True)
possible = saga.who_left("xAI", until="2026-02-28", founders=True)
print(f"\nBy the end of February 2026: {len(certain)} founders certainly gone, {len(possible)} possibly.")

print("\nWhere people of xAI went next:\n")
print(aigraph.Result(saga.dataset, saga.flows().kind, [f for f in saga.flows() if f.origin == "xai"]))
