"""Places boxes in ranks and leads their links between them (after Sugiyama, Tagawa and Toda).

In the order of the work: `acyclic` finds the links that lead back, `ranks` gives every box its rank, `chains` cuts
links into pieces from rank to rank, `ordering` sorts each rank so that few of them cross, `coordinates` and `settling`
say how far to the right everything stands, `routes` draws the links. `place` does all of it.
"""
