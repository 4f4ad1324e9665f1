# toy-predictions: Toy model: predictions on the target plane
# Draws figure.svg from the CSV files beside it: gnuplot figure.gp
if (!exists("to_standard_output")) set output "figure.svg"
set terminal svg size 1200,980 dynamic font "Helvetica,14" background "white"
set encoding utf8
set datafile separator ","
set datafile missing ""
# The network's predictions on the target plane, coloured by u. Grey: the source's answers. Red: the target's,
# dashed where it was not demonstrated (from the cross on).
set datafile missing NaN
theta(u) = 1.5*pi*(1 + 2*u)
y1(u) = theta(u)*cos(theta(u))
y2(u) = theta(u)*sin(theta(u))
set palette defined (0 "#440154", 0.5 "#21908d", 1 "#fde725")
set cbrange [0:1]
unset colorbox
set samples 300
set size ratio -1
set xrange [-16:24]
set yrange [-16:20]
set xtics 10
set ytics 10
set multiplot layout 3,4 margins 0.04,0.99,0.04,0.95 spacing 0.04,0.07
set title "overlapping (Δz = 0.01), w = 0"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 0.01 && $4 == 0 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "overlapping (Δz = 0.01), w = 0.01"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 0.01 && $4 == 0.01 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "overlapping (Δz = 0.01), w = 0.1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 0.01 && $4 == 0.1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "overlapping (Δz = 0.01), w = 1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 0.01 && $4 == 1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "structured (Δz = 1), w = 0"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 1 && $4 == 0 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "structured (Δz = 1), w = 0.01"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 1 && $4 == 0.01 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "structured (Δz = 1), w = 0.1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 1 && $4 == 0.1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "structured (Δz = 1), w = 1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 1 && $4 == 1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "disjoint (Δz = 9), w = 0"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 9 && $4 == 0 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "disjoint (Δz = 9), w = 0.01"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 9 && $4 == 0.01 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "disjoint (Δz = 9), w = 0.1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 9 && $4 == 0.1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
set title "disjoint (Δz = 9), w = 1"
plot \
  "figure.csv" using (strcol(1) eq "network" && $3 == 9 && $4 == 1 && $5 == 0 ? $8 : NaN):9:6 skip 1 with points pointtype 7 pointsize 0.3 linecolor palette notitle, \
  [0:1] "+" using (y1($1)):(y2($1)) with lines linewidth 1 linecolor "#7f8c8d" notitle, \
  [0:0.8] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 linecolor "#c0392b" notitle, \
  [0.8:1] "+" using (y1($1) + 3):(y2($1) + 3) with lines linewidth 1 dashtype 2 linecolor "#c0392b" notitle, \
  "+" every ::::0 using (y1(0.8) + 3):(y2(0.8) + 3) with points pointtype 2 pointsize 1.2 linewidth 2 linecolor "black" notitle
unset multiplot
